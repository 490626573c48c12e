"""The two languages of a spec: paths (JMESPath) and expressions (one Jinja2 expression), and what they may use."""
