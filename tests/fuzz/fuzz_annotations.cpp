#include "tests/support/annotation_readers.h"

/// Feeds libFuzzer's inputs to the reader of annotations that CREEL_READER names: CREEL_READER=voc
/// fuzz_annotations FOUND tests/data/annotations/voc
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const QByteArray reader = qgetenv("CREEL_READER");
    creel::test::feedReader(reader, QByteArray(reinterpret_cast<const char*>(data), qsizetype(size)));
    return 0;
}
