#include "ui/exchange/annotation_form.h"

#include "core/exchange/format_detection.h"
#include "ui/exchange/form_parts.h"
#include "ui/exchange/format_text.h"
#include "ui/exchange/path_field.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace creel {

namespace {

/// What the list of pixel frames holds; PixelFrame's own values follow.
constexpr int frameOfFormat = -1;

} // namespace

AnnotationForm::AnnotationForm(const QString& base, QWidget* parent)
    : QWidget(parent)
    , m_base(base)
    , m_dataset(new PathField(tr("Dataset"), tr("C&hoose"), tr("Choose the dataset's folder, or its file"),
                              tr("Annotations (*.json *.jsonl *.csv *.xml *.yaml *.txt);;All files (*)"),
                              this))
    , m_format(new QComboBox(this))
    , m_description(new QLabel(this))
    , m_photos(new PathField(tr("Folder of the photos"), tr("Ch&oose…"),
                             tr("Choose the folder of the photos"), {}, this))
    , m_replaces(new QCheckBox(tr("&Replace what disagrees"), this))
    , m_parts(new QCheckBox(tr("Take over train, &valid and test"), this))
    , m_frame(new QComboBox(this))
    , m_oneBased(new QCheckBox(tr("Pixels are counted from &1"), this))
{
    m_format->addItem(tr("Find out"), QString(detectedFormat));
    for (const AnnotationFormat* format : annotationFormats())
        m_format->addItem(format->title(), format->name());
    m_format->setMaxVisibleItems(m_format->count());
    explain(m_format, tr("Format"), tr("How the dataset is written"));
    m_description->setWordWrap(true);
    m_description->setForegroundRole(QPalette::PlaceholderText);
    m_description->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_description->setMinimumHeight(3 * m_description->fontMetrics().lineSpacing()); // nothing jumps below
    m_dataset->edit()->setToolTip(tr("The folder that holds all of it, or the one file that says it all"));
    m_photos->edit()->setPlaceholderText(tr("In or beside the dataset"));
    m_photos->edit()->setToolTip(
        tr("Where the photos are, if not in or beside the dataset or in the catalog"));
    m_replaces->setToolTip(
        tr("Where boxes or decisions disagree, the dataset wins; the list says where. Otherwise what people "
           "decided stays. Either can be undone."));
    m_parts->setToolTip(tr("Photos that have no part of the split yet get the dataset's"));
    m_frame->addItem(tr("As the format's readers see the photo"), frameOfFormat);
    m_frame->addItem(tr("Upright, as people see the photo"), int(PixelFrame::Upright));
    m_frame->addItem(tr("As the pixels lie in the file"), int(PixelFrame::Stored));
    explain(m_frame, tr("How boxes count pixels"),
            tr("Makes a difference only for photos that EXIF says to turn, and whose size the dataset does "
               "not say"));
    m_oneBased->setToolTip(
        tr("Pascal VOC only: the first pixel is 1 and boxes include their last one. The devkit's "
           "own files are known without."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::halfGap);
    addFormHeading(layout, tr("&Dataset"), m_dataset);
    layout->addWidget(m_dataset);
    addFormHeading(layout, tr("&Format"), m_format);
    layout->addWidget(m_format);
    layout->addWidget(m_description);
    addFormHeading(layout, tr("&Photos"), m_photos);
    layout->addWidget(m_photos);
    addFormHeading(layout, tr("In the catalog"), nullptr);
    layout->addWidget(m_replaces);
    layout->addWidget(m_parts);
    addFormHeading(layout, tr("Bo&xes"), m_frame);
    layout->addWidget(m_frame);
    layout->addWidget(m_oneBased);
    layout->addStretch(1);
    follow();
    connect(m_dataset, &PathField::changed, this, [this] {
        m_detected = nullptr;
        Q_EMIT datasetChanged();
        follow();
    });
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        m_detected = nullptr;
        Q_EMIT datasetChanged();
        follow();
    });
    connect(m_photos, &PathField::changed, this, &AnnotationForm::changed);
    connect(m_frame, &QComboBox::currentIndexChanged, this, &AnnotationForm::changed);
    for (QCheckBox* box : {m_replaces, m_parts, m_oneBased})
        connect(box, &QCheckBox::toggled, this, &AnnotationForm::changed);
}

AnnotationImport AnnotationForm::request() const
{
    AnnotationImport request;
    request.format = m_format->currentData().toString();
    request.path = m_dataset->path(m_base);
    request.photos = m_photos->path(m_base);
    request.createLabels = true; // the preview says which
    request.replaces = m_replaces->isChecked();
    request.takesParts = m_parts->isChecked();
    request.isOneBased = m_oneBased->isEnabled() && m_oneBased->isChecked();
    if (const int frame = m_frame->currentData().toInt(); frame != frameOfFormat)
        request.frame = PixelFrame(frame);
    return request;
}

void AnnotationForm::setDataset(const BytePath& path)
{
    m_dataset->setPath(path);
}

void AnnotationForm::showDetected(const AnnotationFormat* format)
{
    const QJsonObject before = toJson(request());
    m_detected = format;
    {
        const QSignalBlocker quiet(this);
        follow();
    }
    if (toJson(request()) != before) // a box that is for this format alone was ticked
        Q_EMIT changed();
}

const AnnotationFormat* AnnotationForm::format() const
{
    const AnnotationFormat* chosen = annotationFormat(m_format->currentData().toString());
    return chosen ? chosen : m_detected;
}

void AnnotationForm::follow()
{
    const AnnotationFormat* const known = format();
    const bool isFound = known && known == m_detected;
    m_description->setText(!known ? tr("Found out by what the files say.")
                           : isFound
                               ? tr("Found: %1. %2").arg(known->title(), formatDescription(known->name()))
                               : formatDescription(known->name()));
    m_oneBased->setEnabled(known == &vocFormat());
    m_frame->setEnabled(!known || known->hasBoxes());
    Q_EMIT changed();
}

} // namespace creel
