/** What an institution is recognised for: general, special or mobile (巡迴) exams, or something the list names else. */
export type RecognitionKind = 'general' | 'special' | 'mobile' | 'other';

/** One recognition and its period; dates `yyyy-mm-dd`, both days included, null where the list names none. */
export interface Recognition {
  readonly kind: RecognitionKind;
  /** As the list writes it. */
  readonly label: string;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** Master data of a recognised institution 認可醫療機構. Texts the list leaves out are empty. */
export interface InstitutionData {
  /** 醫療機構代碼: 10 digits. */
  readonly code: string;
  readonly name: string;
  readonly county: string;
  readonly address: string;
  readonly telephone: string;
  readonly contact: string;
  readonly recognitions: readonly Recognition[];
}

export interface Institution extends InstitutionData {
  readonly id: number;
}
