"""The fault generator: clean programmes, and the same programmes with one declared fault each, to prove the QC with."""
