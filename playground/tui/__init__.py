"""The app: screens, labs and widgets. The only room that imports Textual."""
