"""A file becomes knowledge (văn bản thành tri thức)."""
