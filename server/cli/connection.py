"""Where the server is and who asks: the options of every command that is a client.

Like every option they may also come from the environment, as FOOTFALL_URL and FOOTFALL_KEY.
"""

from typing import Annotated

from cyclopts import Parameter

Url = Annotated[str, Parameter(help="Address of the server.")]
Key = Annotated[str, Parameter(help="API key.", show_default=False)]

LOCAL = "http://127.0.0.1:8000"
