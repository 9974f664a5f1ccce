import type { AuthorityId } from './authorities.js';
import type { HolderAttributes } from './extensions.js';
import { oid } from './oids.js';

export type CardState = 'good' | 'expired' | 'not-yet-valid' | 'revoked' | 'on-hold';

export interface CardPlan {
  /** Name of the card's folder. */
  readonly id: string;
  readonly description: string;
  /** The holder's name on the certificate. */
  readonly holder: string;
  readonly attributes: HolderAttributes;
  /** The 16 digits of the subject's serialNumber. */
  readonly subjectSerialNumber: string;
  readonly authority: AuthorityId;
  readonly policy: string;
  readonly state: CardState;
  /** 6 to 8 digits. */
  readonly pin: string;
}

const class3 = { policy: oid.policyClass3, state: 'good' } as const;

const reporter = {
  ...class3,
  holder: '陳怡君',
  attributes: { subjectType: 'citizen', idLast4: '6789' },
  subjectSerialNumber: '0000000114063001',
  authority: 'moica-g3',
} as const;

/** Cards that log in; the reporter's second one with a code from a mail the first time. All people are made up. */
const goodCards: readonly CardPlan[] = [
  { ...reporter, id: 'reporter', description: '測試醫院的申報者，自然人憑證 (G3)', pin: '246810' },
  {
    ...reporter,
    id: 'reporter-second',
    description: '同一位申報者的另一張自然人憑證 (G3)，第一次使用要輸入信箱收到的驗證碼',
    subjectSerialNumber: '0000000115063010',
    pin: '864213',
  },
  {
    ...class3,
    id: 'manager',
    description: '測試醫院的管理者，自然人憑證 (G2)',
    holder: '林志明',
    attributes: { subjectType: 'citizen', idLast4: '0001' },
    subjectSerialNumber: '0000000109052002',
    authority: 'moica-g2',
    pin: '13579246',
  },
  {
    ...class3,
    id: 'medical',
    description: '測試醫院的申報者，醫事人員憑證',
    holder: '黃淑芬',
    attributes: { subjectType: 'medical', idLast4: '0004' },
    subjectSerialNumber: '0000000112071003',
    authority: 'hca',
    pin: '8642097',
  },
  {
    ...class3,
    id: 'reviewer',
    description: '職安署的承辦人，自然人憑證 (G3)',
    holder: '張雅婷',
    attributes: { subjectType: 'citizen', idLast4: '0003' },
    subjectSerialNumber: '0000000113022004',
    authority: 'moica-g3',
    pin: '975310',
  },
  {
    ...class3,
    id: 'reviewer-two',
    description: '職安署的另一位承辦人，自然人憑證 (G3)',
    holder: '蔡宗翰',
    attributes: { subjectType: 'citizen', idLast4: '0008' },
    subjectSerialNumber: '0000000113042012',
    authority: 'moica-g3',
    pin: '161803',
  },
  {
    ...class3,
    id: 'supervisor',
    description: '職安署的主管，自然人憑證 (G3)',
    holder: '吳建宏',
    attributes: { subjectType: 'citizen', idLast4: '0006' },
    subjectSerialNumber: '0000000111093005',
    authority: 'moica-g3',
    pin: '314159',
  },
  {
    ...class3,
    id: 'supervisor-two',
    description: '職安署的另一位主管，自然人憑證 (G2)',
    holder: '鄭淑惠',
    attributes: { subjectType: 'citizen', idLast4: '0007' },
    subjectSerialNumber: '0000000108041011',
    authority: 'moica-g2',
    pin: '271828',
  },
];

/** Cards the gateway must refuse. The faulty ones carry the reporter's name, so that only the fault differs. */
const refusedCards: readonly CardPlan[] = [
  {
    ...class3,
    id: 'other-person',
    description: '另一個人的自然人憑證',
    holder: '李美玲',
    attributes: { subjectType: 'citizen', idLast4: '0002' },
    subjectSerialNumber: '0000000110041006',
    authority: 'moica-g3',
    pin: '112233',
  },
  {
    ...class3,
    id: 'same-name',
    description: '同名同姓的另一個人，身分證末四碼不同',
    holder: reporter.holder,
    attributes: { subjectType: 'citizen', idLast4: '0005' },
    subjectSerialNumber: '0000000110041007',
    authority: 'moica-g3',
    pin: '223344',
  },
  {
    ...class3,
    id: 'business',
    description: '工商憑證',
    holder: '健康企業股份有限公司 (示範)',
    attributes: { subjectType: 'company', organizationId: '04595257' },
    subjectSerialNumber: '0000000108011008',
    authority: 'moeaca',
    pin: '334455',
  },
  {
    ...class3,
    id: 'institution',
    description: '醫事機構憑證',
    holder: '測試醫院',
    attributes: { subjectType: 'medical-institution' },
    subjectSerialNumber: '0000000107121009',
    authority: 'hca',
    pin: '445566',
  },
  { ...reporter, id: 'expired', description: '已過期', state: 'expired', pin: '556677' },
  { ...reporter, id: 'not-yet-valid', description: '尚未生效', state: 'not-yet-valid', pin: '667788' },
  { ...reporter, id: 'revoked', description: '已廢止', state: 'revoked', pin: '778899' },
  { ...reporter, id: 'on-hold', description: '暫時停用', state: 'on-hold', pin: '889900' },
  {
    ...reporter,
    id: 'unknown-issuer',
    description: '不明的簽發者',
    authority: 'untrusted-moica',
    pin: '990011',
  },
  { ...reporter, id: 'test-assurance', description: '測試等級的憑證', policy: oid.policyTest, pin: '101112' },
];

/** Every demo card, as data. */
export const cardPlans: readonly CardPlan[] = [...goodCards, ...refusedCards];
