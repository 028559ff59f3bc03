#include "ui/exchange/format_text.h"

#include <QCoreApplication>
#include <QHash>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExchangeDialogs)
};

} // namespace

QString formatDescription(const QString& format)
{
    const QHash<QString, QString> texts{
        {QStringLiteral("voc"),
         Text::tr("Boxes, one XML file a photo. Read by labelImg, torchvision, Detectron2 and CVAT.")},
        {QStringLiteral("yolo"),
         Text::tr("Boxes, one text file a photo, and data.yaml. Read by Ultralytics and every YOLO.")},
        {QStringLiteral("coco"),
         Text::tr(
             "Boxes, one JSON file for all. Read by pycocotools, Detectron2, MMDetection and most others.")},
        {QStringLiteral("labelme"),
         Text::tr("Boxes, one JSON file beside each photo. Read by labelme and AnyLabeling.")},
        {QStringLiteral("createml"),
         Text::tr("Boxes, one JSON file. Read by Apple's Create ML and Roboflow.")},
        {QStringLiteral("csv"),
         Text::tr("Labels of whole photos, one table of names. Read by fastai, pandas and spreadsheets.")},
        {QStringLiteral("retinanet"), Text::tr("Boxes, one table a line a box. Read by keras-retinanet.")},
        {QStringLiteral("imagefolder"),
         Text::tr("Labels of whole photos, a folder a class. Read by torchvision, Keras, timm and fastai.")},
        {QStringLiteral("hf"),
         Text::tr(
             "Labels and boxes in metadata.jsonl. Read by Hugging Face's load_dataset(\"imagefolder\").")},
        {QStringLiteral("jsonl"),
         Text::tr("All that Creel knows, a line a photo. For scripts, and to bring into another catalog.")},
    };
    return texts.value(format);
}

} // namespace creel
