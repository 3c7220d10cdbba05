from anlan.domain.selfcheck.tests.conftest import place, clock
from anlan.domain.selfcheck.tests.test_pages import portal, KEY, signed_in
def test_hx(place):
    c=signed_in(place.firm); c.raise_request_exception=False
    print("HXLIST", c.get(f"/{KEY}/month/", headers={"HX-Request":"true"}).status_code)
