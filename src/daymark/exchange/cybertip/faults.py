"""What can be wrong with a document that a company sends, with the response code that its client expects."""

from __future__ import annotations

from daymark.problems import Problem


class CyberTipProblem(Problem):
    """A CyberTipline document cannot be taken. The sentence says where and what; `response_code` goes to the client."""

    http_status = 200  # the protocol answers every fault but a failed sign-in with 200 and a response code
    response_code = 4000


class Malformed(CyberTipProblem):
    """The document is not well-formed XML. Send it again as one whole XML document in UTF-8, without a DTD."""

    response_code = 4110


class Invalid(CyberTipProblem):
    """The document does not follow the schema. Compare it with the schema at /ispws/xsd and send it again."""

    response_code = 4100
