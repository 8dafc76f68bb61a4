"""Language: the spaCy pipeline and sentences, which more than one stage needs alike."""
