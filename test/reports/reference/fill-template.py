"""Opens a workbook as openpyxl does, tells what it found as JSON, writes cells into row 2 of the first sheet, and saves."""
import json
import sys
import openpyxl

source, target, cells = sys.argv[1:4]
book = openpyxl.load_workbook(source)
sheet = book.worksheets[0]
heads = [cell.value for cell in sheet[1]]
print(json.dumps({
    "sheets": book.sheetnames,
    "frozen": sheet.freeze_panes,
    "formats": {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]},
    "rows": [[cell.value for cell in row] for row in sheet.iter_rows()],
    "checks": {
        heads[next(iter(check.sqref.ranges)).min_col - 1]: [
            check.type, check.formula1, check.formula2, check.errorStyle or "stop", str(check.sqref), check.error,
        ]
        for check in sheet.data_validations.dataValidation
    },
    "codes": [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()],
    "notes": [[cell.value for cell in row] for row in book.worksheets[2].iter_rows()],
}))
for name, value in json.loads(cells).items():
    sheet.cell(row=2, column=heads.index(name) + 1).value = value
book.save(target)
