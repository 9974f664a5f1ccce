declare global {
  namespace PDFKit.Mixins {
    /** pdfkit 0.20 takes it; its types do not say so yet. */
    interface StructureElementOptions {
      /** What a heading of a table is the heading of (ISO 32000-1 14.8.5.7). */
      scope?: 'Row' | 'Column' | 'Both';
    }
  }
}

/** The heading of the row it stands in. */
export const rowHeading = { scope: 'Row' } as const;
