"""建筑施工安全管理系统 (manual J): the menus, roles and words of construction companies, their sites and who oversees them."""
