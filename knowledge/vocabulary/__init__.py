"""The words of the field: lexicon, abbreviations, synonyms, agencies and provinces."""
