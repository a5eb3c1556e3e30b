"""How a script is laid over the sound: words against words, a reading against the voice, borders against pauses."""
