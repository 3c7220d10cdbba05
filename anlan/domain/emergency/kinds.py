"""The kinds of plans and drills, in the trade's words."""

PLAN_KINDS = (("general", "综合应急预案"), ("special", "专项应急预案"), ("site", "现场处置方案"))
"""The three levels a unit's plans have."""

DRILL_KINDS = (("tabletop", "桌面演练"), ("practical", "实战演练"), ("single", "单项演练"), ("combined", "综合演练"))

GRADES = (("good", "达到预期目标"), ("partial", "基本达到，需改进"), ("failed", "没有达到，须重新演练"))
