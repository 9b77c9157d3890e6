package dev.pitot.plan;

/** The struct of {@code records.h} that the records of an event have. */
public enum RecordForm {
    /** {@code phase_record}: a bill. */
    PHASE,

    /** {@code text_record}: a bill and one text. */
    TEXT,

    /** {@code method_record}: a bill and four texts. */
    METHOD,

    /** {@code block_record}. */
    BLOCK,

    /** {@code wait_record}. */
    WAIT,

    /** {@code fault_record}. */
    FAULT,

    /** {@code cpu_record}: the bill of a thread over a window. */
    CPU,

    /** No records: the kernel keeps a histogram, and its rows are read from a map. */
    HISTOGRAM,

    /** No records: the thread that the event is about reads its account and writes the event. */
    OWN
}
