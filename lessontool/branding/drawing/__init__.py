"""What everything is drawn with: set text, fonts, logos, shapes, and the writing of animations."""
