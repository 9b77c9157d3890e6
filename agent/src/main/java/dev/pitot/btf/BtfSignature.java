package dev.pitot.btf;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a function type, in order.
 *
 * <p>It avoids {@code +} on strings: the first use in a JVM costs 5 ms, and this JVM may have just started.
 */
final class BtfSignature {
    /** Maximum length of a chain of pointers and qualifiers. */
    private static final int MAX_CHAIN = 32;

    private final BtfTypes types;
    private final BtfStrings strings;
    private final int prototype;

    /** Finds the signature of a FUNC, or of a typedef of a pointer to a function. */
    BtfSignature(BtfTypes types, BtfStrings strings, int function) throws BtfException {
        this.types = types;
        this.strings = strings;
        this.prototype = prototypeOf(function);
    }

    private int prototypeOf(int function) throws BtfException {
        int at = types.is(function, BtfKind.FUNC) ? types.sizeOrType(function) : types.resolve(function);
        if (types.is(at, BtfKind.PTR)) {
            at = types.resolve(types.sizeOrType(at));
        }
        return types.is(at, BtfKind.FUNC_PROTO) ? at : BtfTypes.VOID;
    }

    List<String> typeNames() throws BtfException {
        var names = new ArrayList<String>();
        for (int i = 0; i < count(); i++) {
            names.add(typeName(types.word(types.entry(prototype, i) + 4)));
        }
        return List.copyOf(names);
    }

    List<String> names() throws BtfException {
        var names = new ArrayList<String>();
        for (int i = 0; i < count(); i++) {
            names.add(strings.get(types.word(types.entry(prototype, i))));
        }
        return List.copyOf(names);
    }

    private int count() throws BtfException {
        return prototype == BtfTypes.VOID ? 0 : types.vlen(prototype);
    }

    /**
     * Returns the type in C notation, such as {@code const struct bio *}. The stars of pointers are collected until the
     * base type is known.
     */
    private String typeName(int id) throws BtfException {
        var prefix = new StringBuilder();
        var stars = new StringBuilder();
        int at = id;
        for (int i = 0; i < MAX_CHAIN; i++) {
            if (at == BtfTypes.VOID) {
                return join(prefix, "void", stars);
            }
            switch (types.kind(at)) {
                case PTR -> stars.insert(0, "*");
                case CONST -> qualify("const", prefix, stars, at);
                case VOLATILE -> qualify("volatile", prefix, stars, at);
                case RESTRICT, TYPE_TAG -> {}
                default -> {
                    return join(prefix, baseName(at), stars);
                }
            }
            at = types.sizeOrType(at);
        }
        throw types.fail(0, "type " + id + " to end after at most " + MAX_CHAIN + " references");
    }

    private void qualify(String word, StringBuilder prefix, StringBuilder stars, int at) throws BtfException {
        // A qualifier of a pointer follows its star; any other qualifier precedes the type.
        if (types.is(types.sizeOrType(at), BtfKind.PTR)) {
            stars.insert(0, stars.isEmpty() ? word : word.concat(" "));
        } else {
            prefix.append(word).append(' ');
        }
    }

    private static String join(StringBuilder prefix, String base, StringBuilder stars) {
        prefix.append(base);
        return stars.isEmpty()
                ? prefix.toString()
                : prefix.append(' ').append(stars).toString();
    }

    private String baseName(int id) throws BtfException {
        var name = strings.isEmpty(types.name(id)) ? "(anonymous)" : strings.get(types.name(id));
        return switch (types.kind(id)) {
            case STRUCT -> "struct ".concat(name);
            case UNION -> "union ".concat(name);
            case FWD -> (types.flag(id) ? "union " : "struct ").concat(name);
            case ENUM, ENUM64 -> "enum ".concat(name);
            case FUNC_PROTO -> "function";
            case ARRAY -> "array";
            default -> name;
        };
    }
}
