"""What a provision says: penalties, mental elements, definitions, references and the rest, one module each."""
