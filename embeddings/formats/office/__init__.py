"""Office documents: ``word`` ``numbering`` (python-docx) · ``slides`` (python-pptx) · ``sheets`` (openpyxl)."""
