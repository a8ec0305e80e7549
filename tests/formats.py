"""The commands that take a file, each with its formats; none: it has no option for them."""

FORMATS = {
    "synth": ("json", "yaml"),
    "validate": ("text", "json", "sarif", "github", "junit", "parseable", "quiet"),
    "diff": ("text", "json", "markdown", "sarif", "github"),
    "plan": ("text", "json", "mermaid", "svg"),
    "cost": ("text", "json", "markdown", "csv"),
    "diagram": ("svg", "text", "mermaid", "dot", "drawio"),
    "explain": ("text", "json"),
    "resilience": ("text", "json", "markdown"),
    "runbook": ("markdown", "fis", "resilience-hub"),
    "reach": ("text", "json", "mermaid"),
    "preflight": ("text", "json", "sh"),
    "permissions": ("json", "cloudformation", "markdown"),
    "environments": ("text", "json", "markdown"),
    "audit": ("text", "json", "sarif", "markdown", "html"),
    "images": ("text", "json", "markdown"),
    "report": (None,),
    "document": (None,),
}
