"""The contract between the core and its plug-ins: values, two classes, one tree of errors."""
