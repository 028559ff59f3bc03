#include "core/serve/photo_upload.h"

#include <QLoggingCategory>

/// Feeds libFuzzer's inputs to what stands between the network and the model: a form with the boundary "B",
/// whose images are decoded; what is no form is taken as one image.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const bool isQuiet = [] {
        QLoggingCategory::setFilterRules(QStringLiteral("qt.gui.*=false"));
        return true;
    }();
    static creel::UploadDecoder decoder({qint64(1) << 20, 1'000'000});
    creel::HttpRequest request;
    request.body = QByteArray(reinterpret_cast<const char*>(data), qsizetype(size));
    const bool isForm = isQuiet && request.body.startsWith("--B");
    request.headers.insert("content-type",
                           isForm ? "multipart/form-data; boundary=B" : "application/octet-stream");
    if (const auto upload = creel::readUpload(request, 8, true)) {
        for (const QByteArrayView photo : upload->photos)
            (void)decoder.decode(photo, 224);
    }
    return 0;
}
