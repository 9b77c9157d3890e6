package dev.pitot.workload;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import jdk.jfr.Event;
import jdk.jfr.Name;

/** Makes so many classes that the metaspace asks for collections. */
public final class MetaspacePressure {
    private static final int CLASSES = 6000;

    private MetaspacePressure() {}

    @Name("test.Begin")
    static final class Begin extends Event {}

    /**
     * Asks for a collection first: it stands in HotSpot's log, the second event behind it in the recording, and both are
     * compared from there on. The first event loads what an event needs: the second one asks for no collection.
     */
    public static void main(String[] arguments) {
        new Begin().commit();
        System.gc();
        new Begin().commit();
        Loader loader = new Loader();
        for (var i = 0; i < CLASSES; i++) {
            if (i % 1500 == 0) {
                loader = new Loader();
            }
            loader.define("made.M" + i);
        }
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
