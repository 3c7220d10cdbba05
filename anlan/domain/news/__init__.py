"""What news is, in five sentences.

An article (新闻动态, 政策法规, 标准规范, 常见问题, 在线帮助) is given out by an authority and read by everybody in
its area. A notice (公告通知) is addressed: to an area, to kinds of firm in it, or to firms named one by one. When it
is sent, each receiving firm gets a receipt (NoticeReceipt), unread until somebody there opens it; the receipt is what
the firm sees in its list, and what tells the sender who has read. Unread receipts can be pressed (催办) by a reminder.
Reminders themselves (系统提醒) are made by the system and live in the kernel.
"""
