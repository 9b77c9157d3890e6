package dev.pitot.testkit;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A JVM that is too old for Pitot, and a program for it. */
public final class OldJdk {
    private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
    private static final ClassDesc PRINT_STREAM = ClassDesc.of("java.io.PrintStream");

    private OldJdk() {}

    /** The launcher of an installed JDK from 11 to 24. */
    public static Optional<Path> find() throws IOException {
        var folder = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var homes = Files.list(folder)) {
            return homes.filter(OldJdk::isOld)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean isOld(Path home) {
        try (var lines = Files.lines(home.resolve("release"))) {
            return lines.anyMatch(line -> line.matches("JAVA_VERSION=\"(1[1-9]|2[0-4])\\b.*"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes a class for Java 11 that prints a line and ends with a status. */
    public static String program(Path classes, String line, int status) throws IOException {
        var name = "Old";
        var bytes = ClassFile.of().build(ClassDesc.of(name), type -> type.withVersion(ClassFile.JAVA_11_VERSION, 0)
                .withMethodBody(
                        "main",
                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType()),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> code.getstatic(SYSTEM, "out", PRINT_STREAM)
                                .ldc(line)
                                .invokevirtual(
                                        PRINT_STREAM,
                                        "println",
                                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
                                .loadConstant(status)
                                .invokestatic(
                                        SYSTEM, "exit", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int))
                                .return_()));
        Files.write(classes.resolve(name + ".class"), bytes);
        return name;
    }
}
