"""Python's ssl as client; see peer-programs.ts."""
import http.client
import socket
import ssl
import sys
from urllib.parse import urlsplit

body = open("config-map.json", "rb").read()
contexts, sessions = {}, {}


def context_of(kind, auth, port):
    if (kind, auth, port) not in contexts:
        context = ssl.create_default_context(cafile=f"{kind}-ca.crt")
        if auth == "mutual":
            context.load_cert_chain(f"{kind}-client.crt", f"{kind}-client.key")
        contexts[kind, auth, port] = context
    return contexts[kind, auth, port]


print("ready", flush=True)
# Lines of `ID URL KIND mutual|server-only`: posts the object, and keeps the answer.
for line in sys.stdin:
    name, address, kind, auth = line.split()
    url = urlsplit(address)
    key = (kind, auth, url.port)
    try:
        context = context_of(*key)
        connection = http.client.HTTPSConnection("localhost", url.port, context=context)
        tcp = socket.create_connection(("127.0.0.1", url.port))
        connection.sock = context.wrap_socket(tcp, server_hostname="localhost", session=sessions.get(key))
        headers = {"Content-Type": "application/json", "Connection": "close"}
        connection.request("POST", f"{url.path}?{url.query}", body, headers)
        tls = connection.sock
        response = connection.getresponse()
        # The socket is closed with the response.
        sessions[key] = tls.session
        with open(f"{name}.answer", "wb") as answer:
            answer.write(response.read())
        connection.close()
        print("done", name, flush=True)
    except Exception as error:
        print("done", name, repr(error), flush=True)
