//! What the reader does, by trap and by property.
