"""A list of nominees (danh sách đề nghị) from Excel: read row by row, judged, and given back with what was found."""
