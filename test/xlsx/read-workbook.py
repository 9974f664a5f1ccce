"""Prints the first sheet of a workbook as openpyxl reads it: one JSON row a line, [type, format, value] for each cell."""
import json
import sys
import openpyxl

sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(json.dumps([sheet.title, sheet.freeze_panes]))
for row in sheet.iter_rows():
    print(json.dumps([[cell.data_type, cell.number_format, str(cell.value) if cell.is_date else cell.value] for cell in row]))
