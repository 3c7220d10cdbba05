"""生产经营单位事故隐患自查自改管理系统: menu, roles and words of manual S."""
