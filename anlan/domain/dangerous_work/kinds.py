"""The lists that dangerous works are told in."""

BRIEFING, PROGRESS, ACCEPTANCE = "briefing", "progress", "acceptance"
RECORD_KINDS = ((BRIEFING, "交底记录"), (PROGRESS, "实施情况"), (ACCEPTANCE, "验收记录"))

REVIEW_RESULTS = (("passed", "通过"), ("amended", "修改后通过"))
ACCEPTANCE_RESULTS = (("passed", "合格"), ("amended", "整改后合格"), ("failed", "不合格"))
CHECKS = (("", "未检查"), ("good", "符合要求"), ("poor", "须整改完善"))
