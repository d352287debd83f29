"""A file becomes knowledge (văn bản thành tri thức): readers, cleaning, metadata, structure, chunks, anomalies."""
