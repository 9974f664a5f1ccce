/** How an examination by eye, ear or picture turned out (附表九, 附表十). */
export const findings = { '0': '正常', '1': '異常', '9': '未檢查' };
