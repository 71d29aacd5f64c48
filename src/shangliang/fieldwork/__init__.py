"""一线倾听与实地调研 fieldwork: visits, who went where and met whom, reports and cited evidence."""
