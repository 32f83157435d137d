"""A person who opens a checked workbook in a spreadsheet, decides, and saves it."""

import openpyxl


class Person:
    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet, self.head = next(
            (sheet, row)
            for sheet in self.book.worksheets
            for row in range(1, 30)
            if any(cell.value == "nostrike_key" for cell in sheet[row])
        )
        self.columns = {cell.value: cell.column for cell in self.sheet[self.head]}

    def rows(self):
        return range(self.head + 1, self.sheet.max_row + 1)

    def see(self, row, name):
        return self.sheet.cell(row, self.columns[name]).value

    def write(self, row, **cells):
        for name, value in cells.items():
            self.sheet.cell(row, self.columns[name]).value = value

    def decide(self, row, decision, **cells):
        self.write(row, decision=decision, decided_by="Ana", decided_on="2026-05-31", **cells)

    def decide_all(self, by_code):
        """Accept what is suggested; else what ``by_code`` says of the first code of a row."""
        for row in self.rows():
            if self.see(row, "suggested_latitude") is not None:
                self.decide(row, "accept")
            elif self.see(row, "severity"):
                word = by_code.get(self.see(row, "findings").split("; ")[0])
                if word:
                    self.decide(row, word)

    def save(self):
        self.book.save(self.path)
        return self.path
