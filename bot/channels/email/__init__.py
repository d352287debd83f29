"""Letters by e-mail: they only go out, with appointments for a calendar; nobody can write to us this way."""
