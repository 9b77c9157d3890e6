package dev.pitot.workload;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import jdk.jfr.Event;
import jdk.jfr.Name;

/** Makes so many classes that the metaspace asks for collections. */
public final class MetaspacePressure {
    private static final int CLASSES = 6000;
    private static final int QUIET = 50; // ms

    private MetaspacePressure() {}

    /** HotSpot's log and the recording are compared from the last but one to the last. */
    @Name("test.Mark")
    static final class Mark extends Event {}

    /** The first mark loads what an event needs. The others are apart from what the program does. */
    public static void main(String[] arguments) throws InterruptedException {
        new Mark().commit();
        System.gc();
        mark();
        Loader loader = new Loader();
        for (var i = 0; i < CLASSES; i++) {
            if (i % 1500 == 0) {
                loader = new Loader();
            }
            loader.define("made.M" + i);
        }
        mark();
    }

    private static void mark() throws InterruptedException {
        Thread.sleep(QUIET);
        new Mark().commit();
        Thread.sleep(QUIET);
    }

    private static final class Loader extends ClassLoader {
        void define(String name) {
            var bytes = ClassFile.of().build(ClassDesc.of(name), type -> {
                for (var i = 0; i < 20; i++) {
                    type.withField("f" + i, ConstantDescs.CD_int, 0);
                }
            });
            defineClass(name, bytes, 0, bytes.length);
        }
    }
}
