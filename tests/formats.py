"""The commands that take a file, each with its formats; none: it has no option for them."""

FORMATS = {
    "synth": ("json", "yaml"),
    "validate": ("text", "json", "sarif", "github", "junit"),
    "diff": ("text", "json", "markdown", "sarif", "github"),
    "plan": ("text", "json", "mermaid", "svg"),
    "cost": ("text", "json", "markdown", "csv"),
    "diagram": ("svg", "text", "mermaid", "dot", "drawio"),
    "explain": ("text", "json"),
    "resilience": ("text", "json", "markdown"),
    "runbook": ("markdown", "fis", "resilience-hub"),
    "report": (None,),
    "document": (None,),
}
