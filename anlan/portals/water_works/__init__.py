"""水利安全生产监管信息系统 (manual W): the menus, roles and words of works under construction and of those who oversee them."""
