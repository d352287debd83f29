"""Our own summaries, shipped with the program; ``tdkt library load`` puts them into a home."""
