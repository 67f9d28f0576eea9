"""The course as data: course.toml, the lessons' pages, and the code that loads and checks them."""
