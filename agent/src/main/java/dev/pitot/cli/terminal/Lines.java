package dev.pitot.cli.terminal;

import dev.pitot.text.Printable;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The output of all commands: only printable text and line ends. Each {@code println} prints one line, whatever its
 * text, so no name can forge another line. The only escape sequences are those of {@link #styled}, which has a secret
 * key.
 */
public class Lines extends PrintWriter {
    private static final String KEY = random();
    private static final Pattern STYLE = Pattern.compile("(\u001b\\[[0-9;]+m)" + KEY);

    public Lines(Writer out) {
        super(out, true);
    }

    /** Wraps a stream. The stream does not report that its reader has ended. */
    public static Lines to(PrintStream stream) {
        return new Lines(new OutputStreamWriter(stream, stream.charset())) {
            @Override
            public boolean checkError() {
                return super.checkError() || stream.checkError();
            }
        };
    }

    /** @param rendition parameters of SGR (ECMA-48), such as {@code 1;31} */
    static String styled(String text, String rendition) {
        return "\u001b[" + rendition + "m" + KEY + text + "\u001b[0m" + KEY;
    }

    @Override
    public void println(String line) {
        super.println(line.replace('\n', '?'));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }

    @Override
    public void write(String text, int offset, int length) {
        var clean = clean(text.substring(offset, offset + length));
        super.write(clean, 0, clean.length());
    }

    @Override
    public void write(char[] text, int offset, int length) {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(int character) {
        write(Character.toString((char) character), 0, 1);
    }

    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        var at = 0;
        for (var style : STYLE.matcher(text).results().toList()) {
            clean.append(Printable.lines(text.substring(at, style.start())));
            clean.append(style.group(1));
            at = style.end();
        }
        return clean.append(Printable.lines(text.substring(at))).toString();
    }

    private static String random() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
