type Words = readonly [string, ...string[]];

/** Characters that Big5 has too. */
export const surnames: Words = [
  '陳',
  '林',
  '黃',
  '張',
  '李',
  '王',
  '吳',
  '劉',
  '蔡',
  '楊',
  '許',
  '鄭',
  '謝',
  '郭',
  '洪',
  '曾',
  '邱',
  '廖',
  '賴',
  '周',
  '徐',
  '蘇',
  '葉',
  '莊',
  '呂',
  '江',
  '何',
  '蕭',
  '羅',
  '高',
];

export const givenNames: Record<'M' | 'F', Words> = {
  M: ['志明', '俊傑', '家豪', '建宏', '冠宇', '承恩', '柏翰', '宗翰', '文雄', '信宏', '國華', '偉哲', '銘'],
  F: ['淑芬', '美玲', '雅婷', '怡君', '佳穎', '詩涵', '欣怡', '麗華', '秀英', '宜蓁', '惠如', '玉珍', '敏'],
};

/** Names of employers are put together from these. */
export const employerPlaces: Words = ['測試', '示範', '模擬', '範本', '虛擬', '練習'];
export const employerTrades: Words = [
  '精密工業',
  '電子',
  '紡織',
  '食品',
  '營造',
  '物流',
  '塑膠',
  '機械',
  '化工',
  '半導體',
];
export const employerForms: Words = ['股份有限公司', '有限公司', '企業社'];

export const departments: Words = [
  '製造部',
  '品保部',
  '行政部',
  '倉儲課',
  '研發部',
  '設備課',
  '總務課',
  '業務部',
];

/** Some have a comma, a quote or a line break, as people write them. */
export const jobs: Words = [
  '組裝作業',
  '機台操作',
  '文書處理',
  '堆高機駕駛',
  '品質檢驗',
  '設備維修',
  '包裝',
  '倉儲搬運',
  '實驗室分析',
  '搬運, 包裝',
  '"A線"組長',
  '上午：裝配\n下午：檢驗',
];

export const physicians: Words = ['方健安', '溫心怡', '康立仁', '石明德', '江惠民'];

export const notes: Words = [
  '血壓偏高，三個月內回診追蹤',
  '血糖偏高，請至新陳代謝科複查',
  '建議減重並規律運動',
  '肝功能指數偏高，三個月後複檢',
  '血脂偏高，飲食控制後追蹤',
];
