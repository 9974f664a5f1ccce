/** Mails about exam records and sent files, to the agency's supervisors; none holds anything of them. */
export interface RecordMailEvents {
  /** To the other supervisors: deleting records whose time of keeping has ended waits for one of them. */
  'retention-proposed': {
    readonly proposer: string;
    readonly records: number;
    readonly submissions: number;
    readonly reason: string;
    readonly decideUntil: string;
    readonly path: string;
  };
  /** To the other supervisors: how such a proposal ended. */
  'retention-decided': {
    readonly outcome: 'approved' | 'refused' | 'withdrawn';
    readonly decider: string;
    readonly proposer: string;
    readonly records: number;
    readonly submissions: number;
    /** Empty unless it was refused. */
    readonly reason: string;
    readonly decidedAt: string;
    readonly path: string;
  };
  /** To all supervisors: submissions and what is stored of them do not add up. */
  'reconciliation-alarm': {
    /** How many things were found anew. */
    readonly faults: number;
    readonly path: string;
  };
  /** To all supervisors: files were refused since malware was found in them. */
  'malware-found': {
    readonly files: number;
    /** The first names, with commas between, and how many others there are. */
    readonly signatures: string;
    readonly others: number;
    readonly path: string;
  };
  /** To the other supervisors: one of them took records away with personal values. */
  'records-exported': {
    readonly exporter: string;
    readonly records: number;
    readonly reason: string;
    readonly exportedAt: string;
    readonly path: string;
  };
}
