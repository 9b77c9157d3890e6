package dev.pitot.spans;

/** What is above a loaded class. The JVM has loaded it with the class. */
record LoadedSupers(Class<?> type) implements SuperTypes {
    @Override
    public boolean haveOneOf(NameGlob types) {
        return haveOneOf(type, types);
    }

    private static boolean haveOneOf(Class<?> of, NameGlob types) {
        var above = of.getSuperclass();
        if (above != null && isOneOrBelow(above, types)) {
            return true;
        }
        for (var each : of.getInterfaces()) {
            if (isOneOrBelow(each, types)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOneOrBelow(Class<?> type, NameGlob types) {
        return types.matches(type.getName()) || haveOneOf(type, types);
    }
}
