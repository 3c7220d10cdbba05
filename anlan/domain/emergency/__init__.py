"""应急信息管理: emergency plans and their editions (应急预案), drills (应急演练) and contacts (应急联系人).

A unit makes its plans for itself, a project or a section, issues them, files them (备案) with the authority that directly
supervises it, looks at them again after some years and replaces an edition by a new one; the old one stays readable. What
plans there are says who owes a drill each half year.
"""
