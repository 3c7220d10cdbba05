"""企业注册: how a firm comes in by itself.

A portal declares that firms of its industry may register (``declared``). Somebody proves a mobile number, says which firm
he is of (``pages``), and gets an account without a seat. Which file the firm has, if any, is looked up in ``files``; a
person of the authority accepts or returns it, and only then the account is let in (``admitting``). A forgotten password
is set anew by what was registered (``recover``).
"""
