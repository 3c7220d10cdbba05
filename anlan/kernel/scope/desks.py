"""The desks around a unit. Where a unit is supervised directly (直管), that authority takes every authority's place."""

from anlan.kernel.flow.table import Desk

UNIT = Desk("unit", "企业", lambda row: row.unit_id)
LOCALITY = Desk("locality", "属地", lambda row: row.unit.supervisor_id or row.unit.locality_id)
DEPARTMENT = Desk("department", "行业主管部门", lambda row: row.unit.supervisor_id or row.unit.department_id)
OFFICE = Desk("office", "安委办", lambda row: row.unit.supervisor_id or row.unit.office_id)
