"""安全责任险 (安责险) of works under construction, section by section, and what was claimed from it.

The owner of the project (项目法人) alone enters policies, also those that the engineer or a contractor bought (W 2.2
安全责任险管理流程). Whoever takes part in a section reads what concerns it, authorities read. Whether a policy is in force
is computed from its dates and never stored; a section that has begun without one is warned of.
"""
