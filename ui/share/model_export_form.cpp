#include "ui/share/model_export_form.h"

#include "ui/share/model_choice.h"
#include "ui/theme.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace creel {

namespace {

QString formatTitle(ModelFormat format)
{
    switch (format) {
    case ModelFormat::Onnx:
        return ModelExportForm::tr("ONNX");
    case ModelFormat::TorchScript:
        return ModelExportForm::tr("TorchScript");
    case ModelFormat::Safetensors:
        return ModelExportForm::tr("safetensors");
    case ModelFormat::StateDict:
        return ModelExportForm::tr("PyTorch state dict");
    }
    return {};
}

QString formatDescription(ModelFormat format)
{
    switch (format) {
    case ModelFormat::Onnx:
        return ModelExportForm::tr("For ONNX Runtime, OpenCV, TensorRT and most other runtimes.");
    case ModelFormat::TorchScript:
        return ModelExportForm::tr("For PyTorch, in Python and in C++, without the network's source.");
    case ModelFormat::Safetensors:
        return ModelExportForm::tr("The model file as it is: for another Creel, or for Python.");
    case ModelFormat::StateDict:
        return ModelExportForm::tr("A .pth of named tensors that torch.load reads.");
    }
    return {};
}

} // namespace

ModelExportForm::ModelExportForm(QWidget* parent)
    : QWidget(parent)
    , m_model(new ModelChoice(this))
    , m_format(new QComboBox(this))
    , m_description(new QLabel(this))
    , m_export(new QPushButton(tr("E&xport model…"), this))
{
    m_model->setToolTip(tr("The model that leaves; it stays here too"));
    m_format->setAccessibleName(tr("Format of the model"));
    m_format->setToolTip(tr("What the program reads that shall use the model"));
    for (const ModelFormat format : modelFormats())
        m_format->addItem(formatTitle(format), int(format));
    m_description->setWordWrap(true);
    m_description->setForegroundRole(QPalette::PlaceholderText);
    m_description->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_description->setMinimumHeight(2 * m_description->fontMetrics().lineSpacing()); // nothing jumps below
    m_export->setToolTip(
        tr("Choose a file; it is written in the background, with a page that describes the model and "
           "one for programs beside it (Alt+X)"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(Theme::gap);
    form->setVerticalSpacing(Theme::gap);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Model"), m_model);
    form->addRow(tr("Format"), m_format);
    form->addRow(QString(), m_description);
    form->addRow(QString(), m_export);
    connect(m_format, &QComboBox::currentIndexChanged, this,
            [this] { m_description->setText(formatDescription(format())); });
    connect(m_export, &QPushButton::clicked, this, &ModelExportForm::chooseFile);
    m_description->setText(formatDescription(format()));
    setModels({}, {});
}

void ModelExportForm::setModels(const QList<ModelRecord>& models, const QString& folder)
{
    m_folder = folder;
    m_model->setModels(models);
    m_export->setEnabled(m_model->model());
}

void ModelExportForm::setFormat(ModelFormat format)
{
    m_format->setCurrentIndex(m_format->findData(int(format)));
}

ModelFormat ModelExportForm::format() const
{
    return ModelFormat(m_format->currentData().toInt());
}

ModelExportRequest ModelExportForm::request() const
{
    ModelExportRequest request;
    request.model = m_model->model()->file;
    request.format = format();
    return request;
}

void ModelExportForm::chooseFile()
{
    const ModelExportRequest request = this->request(); // a training may end while the file is chosen
    auto* chooser = new QFileDialog(this, tr("Export the model into this file"), m_folder);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave); // asks before it replaces a file
    chooser->setDefaultSuffix(modelFormatSuffix(request.format));
    chooser->selectFile(modelExportName(request.model, request.format));
    connect(chooser, &QFileDialog::fileSelected, this,
            [this, request](const QString& file) { exportInto(request, file, QFileInfo::exists(file)); });
    chooser->open();
}

void ModelExportForm::exportInto(ModelExportRequest request, const QString& file, bool mayOverwrite)
{
    request.out = bytePathFromLocal(file);
    request.mayOverwrite = mayOverwrite;
    Q_EMIT exportRequested(request);
}

} // namespace creel
