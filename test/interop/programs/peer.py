"""Python's ssl as client; see peer-programs.ts."""
import hashlib
import http.client
import ssl
import sys

body = open("body", "rb").read()
# Lines of `ID PORT KIND mutual|server-only`: posts the body, and tells the digest of the answer.
for line in sys.stdin:
    name, port, kind, auth = line.split()
    context = ssl.create_default_context(cafile=f"{kind}-ca.crt")
    if auth == "mutual":
        context.load_cert_chain(f"{kind}-client.crt", f"{kind}-client.key")
    connection = http.client.HTTPSConnection("localhost", int(port), context=context)
    connection.request("POST", f"/{name}", body)
    print(name, hashlib.sha256(connection.getresponse().read()).hexdigest(), flush=True)
    connection.close()
