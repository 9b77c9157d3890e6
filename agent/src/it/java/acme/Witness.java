package acme;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProtectionDomain;
import java.util.HexFormat;

/**
 * An agent that sees the bytes of {@link Teller} as the JVM gets them: it is the last of the transformers, and changes nothing.
 */
public final class Witness implements ClassFileTransformer {
    private static final Witness WITNESS = new Witness();
    private static Instrumentation instrumentation;
    private static volatile String last = "";
    private static volatile int times;

    private Witness() {}

    public static void premain(String options, Instrumentation agent) {
        instrumentation = agent;
    }

    /** Becomes the last transformer and has the class retransformed. */
    static String look() throws Exception {
        instrumentation.removeTransformer(WITNESS);
        instrumentation.addTransformer(WITNESS, true);
        instrumentation.retransformClasses(Teller.class);
        return seen();
    }

    /** What the class was at its last retransformation, whoever asked for it. */
    static String seen() {
        return times + " " + last;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if ("acme/Teller".equals(name)) {
            var isWoven = new String(bytes, StandardCharsets.ISO_8859_1).contains("PitotSpans");
            last = (isWoven ? "woven " : "plain ") + hash(bytes);
            times++;
        }
        return null;
    }

    /** Of the bytes as a class file has them. */
    public static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
