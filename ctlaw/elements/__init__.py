"""What a provision says: penalties, mental elements, definitions, references and the other elements, one module each."""
