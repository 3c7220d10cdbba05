"""Building sites (工地, 项目) of construction companies: who builds where, under whose eyes, until supervision ends.

A site is known by its filing number (监督备案号), which the body that supervises it directly gives out. It belongs to the
construction company (施工企业) of today; a branch of the company (区域公司) may look after it, and the people on the site
(项目部) have an organisation of their own that reads and acts there and nowhere else. When a site passes to another
company, its open rows go with it; the former company reads what was made in its time. Every later subject of building
sites hangs its rows on a site by ``SiteRecord``.
"""
